const { rmSync } = require('node:fs');

/** Removes what Node.js has compiled for the programs that the tests of a run have started, see jest.config.js. */
module.exports = () => rmSync(process.env.NODE_COMPILE_CACHE, { recursive: true, force: true });
