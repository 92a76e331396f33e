"""``python -m tests.proving.mutants [group …]``: change the ledger's code, see who minds.

Each group has a workshop of its own under var/mutants, a copy of the checkout in which mutmut
changes one thing at a time and runs the tests that reach it. What was tried before is not tried
again while neither the function nor what it calls has changed.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKSHOPS = ROOT / "var" / "mutants"
ENOUGH = 0.9
#: How mutmut's workers end when the tests failed, or never ended, as they do in an endless loop.
KILLED = {1, 3, 24, 36, 152, 255, -24}
#: What the tests read beside the package and themselves.
BESIDE = (
    "bench",
    "demo",
    "docs",
    "migrations",
    "tools",
    "Makefile",
    "README.md",
    "verify_ledger.py",
)
#: The report asks every service for its version, which takes longer than most of these tests.
_QUIET = ("-pno:cacheprovider", "-pno:tests.report", "--no-header")


@dataclass(frozen=True)
class Group:
    """Modules, and the tests that are about them and quick enough to run a thousand times.

    Where tests reach a server each mutant is forked from a process that has not met it yet.
    """

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    isolation: str = "fork"
    arguments: tuple[str, ...] = ()


def _domain(*names: str) -> tuple[str, ...]:
    return tuple(f"ledger/domain/{name}.py" for name in names)


def _services(*names: str) -> tuple[str, ...]:
    return tuple(f"ledger/services/{name}.py" for name in names)


def _tests_of(layer: str, *names: str) -> tuple[str, ...]:
    return tuple(f"tests/{layer}/test_{name}.py" for name in names)


_PURE = (
    "canonical",
    "checkpoints",
    "commitments",
    "documents",
    "entries",
    "merkle",
    "origins",
    "postings",
    "proofs",
    "sealed_balances",
    "uids",
    "witnesses",
)
GROUPS = {
    "domain": Group(_domain(*_PURE), _tests_of("domain", *_PURE, "refusals", "verification")),
    "posting": Group(
        _services("entries", "entry_names", "entry_rows", "retries", "shared_commits"),
        _tests_of("services", "entries", "retries", "shared_commits"),
        isolation="forkserver",
    ),
    "reversing": Group(
        _services("reversals"), _tests_of("services", "reversals"), isolation="forkserver"
    ),
    "sealing": Group(
        _services("sealing", "seal_places", "seal_drafts"),
        _tests_of("services", "sealing", "seal_clocks", "seal_drafts"),
        isolation="forkserver",
    ),
    "numbering": Group(
        (*_domain("numbers"), *_services("documents/preparing")),
        (*_tests_of("domain", "numbers"), *_tests_of("services", "document_numbers")),
        isolation="forkserver",
        arguments=("--database=sqlite",),
    ),
}


def main(names: list[str]) -> int:
    """Run the groups; 1 when a module has fewer than nine of ten mutants killed."""
    if unknown := set(names) - set(GROUPS):
        sys.exit(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    found: dict[str, Counter[str]] = {}
    for name in names or GROUPS:
        workshop = WORKSHOPS / name
        furnish(workshop, GROUPS[name])
        _mutmut(workshop, "run", "--max-children", str(os.cpu_count() or 1))
        (workshop / "survivors").write_text(_mutmut(workshop, "results"), encoding="utf-8")
        found |= {module: outcomes_of(workshop, module) for module in GROUPS[name].modules}
    print("\n".join(table(found)))  # noqa: T201 - the table is what was asked for
    return int(any(rate(outcomes) < ENOUGH for outcomes in found.values()))


def furnish(workshop: Path, group: Group) -> None:
    """Bring the copy up to date; what did not change keeps its time, and with it its results."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    for place in (ROOT / "ledger" / "translations").rglob("*.mo"):
        names.append(str(place.relative_to(ROOT)))
    for name in names:
        source, target = ROOT / name, workshop / name
        if not source.is_file() or (target.exists() and _is_same(source, target)):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    (workshop / "setup.cfg").write_text(_settings(group), encoding="utf-8")


def _is_same(source: Path, target: Path) -> bool:
    return source.read_bytes() == target.read_bytes()


def _settings(group: Group) -> str:
    settings = {
        "source_paths": ("ledger",),
        "only_mutate": group.modules,
        "also_copy": BESIDE,
        "pytest_add_cli_args": (*_QUIET, *group.arguments),
        "pytest_add_cli_args_test_selection": group.tests,
        "process_isolation": (group.isolation,),
        "use_git_change_detection": ("false",),
    }
    lines = ["[mutmut]"]
    for name, values in settings.items():
        lines += (
            [f"{name} =", *(f"    {value}" for value in values)]
            if len(values) > 1
            else [f"{name} = {values[0]}"]
        )
    return "\n".join([*lines, ""])


def _mutmut(workshop: Path, *arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    shown = None if arguments[0] == "run" else subprocess.PIPE
    done = subprocess.run(command, cwd=workshop, stdout=shown, text=True, check=True)
    return done.stdout or ""


def outcomes_of(workshop: Path, module: str) -> Counter[str]:
    """How many mutants of the module were killed, survived, or are reached by no test."""
    kept = json.loads((workshop / "mutants" / f"{module}.meta").read_text(encoding="utf-8"))
    return Counter(_outcome(code) for code in kept["exit_code_by_key"].values())


def _outcome(code: int | None) -> str:
    if code in KILLED:
        return "killed"
    return "survived" if code == 0 else "untested"


def rate(outcomes: Counter[str]) -> float:
    return outcomes["killed"] / (outcomes.total() or 1)


def table(found: dict[str, Counter[str]]) -> list[str]:
    """As it stands in docs/mutants.md."""
    lines = ["| module | mutants | killed | survived | reached by no test | rate |"]
    lines.append("|---|--:|--:|--:|--:|--:|")
    for module, outcomes in [*found.items(), ("together", sum(found.values(), Counter()))]:
        numbers = (outcomes.total(), *(outcomes[key] for key in ("killed", "survived", "untested")))
        lines.append(f"| {module} | {' | '.join(map(str, numbers))} | {rate(outcomes):.1%} |")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
