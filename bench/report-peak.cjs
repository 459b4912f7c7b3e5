const { peakKiB } = require('./peak.cjs');

// For `--require` before a program, which then prints its memory peak and processor time as the last line.
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ peakKiB: peakKiB(), cpuMs: (user + system) / 1000 })}\n`);
});
