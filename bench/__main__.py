"""``python -m bench [scenario …] [--rounds N]``: measure and write bench/results.md."""

import argparse

from bench.harness import run_rounds, scenario_names, write_results

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure beside the peers.")
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help="all when none is named")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each one runs")
    asked = parser.parse_args()
    if unknown := set(asked.scenarios) - set(scenario_names()):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    results = run_rounds(asked.scenarios or scenario_names(), asked.rounds)
    print(write_results(results, asked.rounds))


if __name__ == "__main__":
    main()
