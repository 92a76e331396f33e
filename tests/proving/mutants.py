"""``python -m tests.proving.mutants [group …]``: change the ledger's code, see who minds.

Each group has a workshop of its own under var/mutants, a copy of the checkout in which mutmut
changes one thing at a time and runs the tests that reach it. What was tried before is not tried
again while neither the function nor what it calls has changed.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKSHOPS = ROOT / "var" / "mutants"
ENOUGH = 0.9
#: Of addresses, for each process: three times what the tests of a group take.
MOST_BYTES = 4 * 2**30
#: How mutmut's workers end when the tests failed, or never ended, as they do in an endless loop.
KILLED = {1, 3, 24, 36, 152, 255, -24, -9}
UNTRIED = "not tried"
#: From the best to the worst.
OUTCOMES = ("killed", "survived", "reached by no test", UNTRIED)
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
    #: Patterns of mutants, where another group tries the others.
    only: tuple[str, ...] = ()


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
_POSTING = (
    "entries",
    "entry_drafts",
    "entry_names",
    "entry_rows",
    "entry_replays",
    "entry_batches",
    "entry_batch_rows",
    "many_rows",
    "retries",
    "shared_commits",
)
_TOGETHER = ("retries", "shared_commits")
_SEALING = ("sealing", "seal_places", "seal_drafts")
#: Both databases would take three times as long; what only PostgreSQL does is a group of its own.
_ON_SQLITE = ("--database=sqlite",)
GROUPS = {
    "domain": Group(_domain(*_PURE), _tests_of("domain", *_PURE, "refusals", "verification")),
    "posting": Group(
        _services(*_POSTING),
        _tests_of("services", "entries", "entry_fields", "entry_batches", *_TOGETHER),
        isolation="forkserver",
        arguments=_ON_SQLITE,
    ),
    "reversing": Group(
        _services("reversals"),
        _tests_of("services", "reversals", "entry_fields"),
        isolation="forkserver",
        arguments=_ON_SQLITE,
    ),
    "sealing": Group(
        _services(*_SEALING),
        _tests_of("services", "sealing", "seal_clocks", "seal_drafts"),
        isolation="forkserver",
        arguments=_ON_SQLITE,
    ),
    "numbering": Group(
        (*_domain("numbers"), *_services("documents/preparing")),
        (*_tests_of("domain", "numbers"), *_tests_of("services", "document_numbers")),
        isolation="forkserver",
        arguments=_ON_SQLITE,
    ),
    "postgresql": Group(
        _services("entry_rows", "entry_batch_rows", "many_rows", "entry_names", "seal_places"),
        _tests_of("services", "entries", "entry_batches", "sealing"),
        isolation="forkserver",
        arguments=("--database=postgresql",),
        only=("*on_postgresql*", "*lock_tree*", "*x_copy_rows*", "*x__values*", "*stored_moment*"),
    ),
}


def main(names: list[str]) -> int:
    """Run the groups; 1 when a module has fewer than nine of ten mutants killed."""
    if unknown := set(names) - set(GROUPS):
        sys.exit(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    # A loop that a mutant lets grow without end must not take the machine's memory with it.
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    for name in names or GROUPS:
        workshop = WORKSHOPS / name
        furnish(workshop, GROUPS[name])
        _mutmut(workshop, "run", "--max-children", str(os.cpu_count() or 1), *GROUPS[name].only)
    found = outcomes()
    print("\n".join(table(found)))  # noqa: T201 - the table is what was asked for
    return int(any(rate(one) < ENOUGH for one in found.values()))


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
        # Seconds of the processor: an application first, and then twice what the tests take.
        "timeout_constant": ("60",),
        "timeout_multiplier": ("1",),
    }
    lines = ["[mutmut]"]
    for name, values in settings.items():
        lines += (
            [f"{name} =", *(f"    {value}" for value in values)]
            if len(values) > 1
            else [f"{name} = {values[0]}"]
        )
    return "\n".join([*lines, ""])


def _mutmut(workshop: Path, *arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    subprocess.run(command, cwd=workshop, check=True)


def outcomes() -> dict[str, Counter[str]]:
    """By module how many mutants were killed in any group, survived, or are reached by no test."""
    best: dict[str, dict[str, str]] = {}
    for name, group in GROUPS.items():
        for module in group.modules:
            known = best.setdefault(module, {})
            for mutant, code in _codes(WORKSHOPS / name, module).items():
                told = (_outcome(code), known.get(mutant, UNTRIED))
                known[mutant] = min(told, key=OUTCOMES.index)
    return {module: Counter(known.values()) for module, known in best.items() if known}


def _codes(workshop: Path, module: str) -> dict[str, int | None]:
    kept = workshop / "mutants" / f"{module}.meta"
    if not kept.exists():
        return {}
    codes: dict[str, int | None] = json.loads(kept.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def _outcome(code: int | None) -> str:
    if code in KILLED:
        return "killed"
    if code is None:
        return UNTRIED
    return "survived" if code == 0 else "reached by no test"


def rate(one: Counter[str]) -> float:
    return one["killed"] / (one.total() or 1)


def table(found: dict[str, Counter[str]]) -> list[str]:
    """As it stands in docs/mutants.md."""
    lines = [f"| module | mutants | {' | '.join(OUTCOMES)} | rate |"]
    lines.append(f"|---|{'--:|' * (len(OUTCOMES) + 2)}")
    for module, one in [*found.items(), ("together", sum(found.values(), Counter()))]:
        numbers = (one.total(), *(one[outcome] for outcome in OUTCOMES))
        lines.append(f"| {module} | {' | '.join(map(str, numbers))} | {rate(one):.1%} |")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
