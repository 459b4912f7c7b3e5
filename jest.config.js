/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: { '^.+\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }] },
  // p-map is published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!p-map/)', '/dist/'],
  reporters: ['default', '<rootDir>/test/support/reporter.cjs'],
  // Tests start real processes and servers on loopback.
  testTimeout: 60_000,
};
