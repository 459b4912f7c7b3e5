const { readFileSync } = require('node:fs');

/** The most memory that this process has held, in KiB. */
exports.peakKiB = () => {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    // Not the first choice: on Linux it begins with the peak of the process that started this one.
    return process.resourceUsage().maxRSS;
  }
};
