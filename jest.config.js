import { randomUUID } from 'node:crypto';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

// The CDK's own validation of templates takes seconds to load, in each file anew. test/cdk/validation.test.ts has it on.
process.env.CDK_VALIDATION = 'false';

// What the test files of a run share: cloud assemblies, the code of functions, and what Node.js has compiled.
process.env.SHARED_BY_TESTS = join(tmpdir(), `shared-by-tests-${randomUUID()}`);
process.env.NODE_COMPILE_CACHE = join(process.env.SHARED_BY_TESTS, 'compiled');

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: { '^.+\\.m?[jt]s$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }] },
  // These are published as ES modules only, and those of GitHub name no file for `require`, which imports become here.
  // The credential providers of AWS have `import()`, which Jest has for ES modules only.
  transformIgnorePatterns: [
    '/node_modules/(?!p-map/|preact/|preact-render-to-string/|shlex/|marked/|markdown-table/|fast-wrap-ansi/|fast-string-[a-z-]+/|@actions/|@aws-sdk/credential-providers/)',
    '<rootDir>/dist/',
  ],
  moduleNameMapper: {
    '^(@actions/[^/]+)$': '<rootDir>/node_modules/$1/dist/index.js',
    '^(@actions/[^/]+)/(.+)$': '<rootDir>/node_modules/$1/dist/$2.js',
  },
  globalTeardown: '<rootDir>/test/support/remove-shared.cjs',
  reporters: ['default', '<rootDir>/test/support/reporter.cjs'],
  // On two cores Jest would run one file at a time. While some wait for what they started, others go on: with three,
  // two cores are hardly ever idle.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  // A large process takes long to start others.
  workerIdleMemoryLimit: '400MB',
  // Tests start real processes and servers on loopback. None should fail because the machine is busy.
  testTimeout: 300_000,
};
