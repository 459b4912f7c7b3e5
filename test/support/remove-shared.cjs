const { rmSync } = require('node:fs');

/** Removes what the test files of a run have shared, see jest.config.js. */
module.exports = () => rmSync(process.env.SHARED_BY_TESTS, { recursive: true, force: true });
