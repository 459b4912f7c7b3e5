const { readFileSync } = require('node:fs');

/** The memory peak of this process, in KiB. */
exports.peakKiB = () => {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    // Not the first choice: on Linux, it starts with the peak of the parent process.
    return process.resourceUsage().maxRSS;
  }
};
