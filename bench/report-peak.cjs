const { peakKiB } = require('./peak.cjs');

// For `--require` before a program, which then prints its memory peak as the last line.
process.on('exit', () => process.stdout.write(`${JSON.stringify({ peakKiB: peakKiB() })}\n`));
