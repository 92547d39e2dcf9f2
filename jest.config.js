const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Nothing here is timed: a loaded machine must not fail a test that starts a process.
  testTimeout: 30_000,
  roots: ['<rootDir>/test'],
  transform: { '^.+\\.ts$': ['ts-jest', {}] },
  // Many tests wait for a process, a browser or a clock.
  maxWorkers: availableParallelism() + 1,
  reporters: ['default', '<rootDir>/scripts/summary-reporter.cjs'],
};
