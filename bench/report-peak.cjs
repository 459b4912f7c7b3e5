const { peakKiB } = require('./peak.cjs');

// To be required before a program: it then prints the most memory that it has held, as its last line.
process.on('exit', () => process.stdout.write(`${JSON.stringify({ peakKiB: peakKiB() })}\n`));
