"""The counterpart of host.cjs for the Python rule."""

import json
import resource
import sys
import time


def peak_kib():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // 1024 if sys.platform == "darwin" else peak


def main():
    job = json.loads(sys.argv[1])
    import boto3_rule

    loaded = time.process_time()
    first = None
    durations = []
    for _ in range(job["invocations"]):
        started = time.perf_counter()
        boto3_rule.handler(job["event"], None)
        durations.append((time.perf_counter() - started) * 1000)
        first = first or (time.process_time() - loaded) * 1000
    print(json.dumps({"durationsMs": durations, "firstCpuMs": first, "peakKiB": peak_kib()}))


main()
