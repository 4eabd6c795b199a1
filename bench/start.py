"""How long a sandbox takes from its start to its one line of JSON, beside what Python alone and its imports take."""

import json
import signal
import statistics
import subprocess
import sys
import time

RUNS = 5
AIM_S = 5.0
ENDS_WITHIN_S = 30
SANDBOX = ("-m", "bot", "sandbox", "--port", "0", "--json")
BASELINES = {
    "python alone": ("-c", "pass"),
    "uvicorn and starlette imported": ("-c", "import starlette.applications, uvicorn"),
}


def main() -> int:
    """Prints one line a measurement, and ends with a sentence when a sandbox does not end as it should."""
    for name, arguments in BASELINES.items():
        report(name, [ran(arguments) for _ in range(RUNS)])
    report("sandbox answers", took := [started() for _ in range(RUNS)])
    median = statistics.median(took)
    print(f"aim: {AIM_S:.1f} s, the median is {'within' if median <= AIM_S else 'beyond'} it")
    return 0


def report(name: str, took: list[float]) -> None:
    print(f"{name}: min {min(took):.2f} s, median {statistics.median(took):.2f} s, max {max(took):.2f} s ({RUNS} runs)")


def ran(arguments: tuple[str, ...]) -> float:
    """Seconds that a process takes from its start to its end."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True)
    return time.perf_counter() - begun


def started() -> float:
    """Seconds from the start of a sandbox to its JSON; then it is ended, and has to end well."""
    begun = time.perf_counter()
    with subprocess.Popen([sys.executable, *SANDBOX], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        took = time.perf_counter() - begun
        process.send_signal(signal.SIGTERM)
        code = process.wait(ENDS_WITHIN_S)
    if not line or "page" not in json.loads(line):
        raise SystemExit(f"The sandbox printed no line of JSON and ended with exit code {code}.")
    if code != 0:
        raise SystemExit(f"The sandbox ended with exit code {code} after SIGTERM, not 0.")
    return took


if __name__ == "__main__":
    sys.exit(main())
