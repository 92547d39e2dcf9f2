/**
 * `npm run coverage`: how much of the pure stages their tests reach, those that go through the whole line included.
 * @type {import('jest').Config}
 */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: [
    '<rootDir>/test/{redact,parse,match,verdict}/**/*.test.ts',
    '<rootDir>/test/catalogue.test.ts',
    '<rootDir>/test/checks/{causes,readers,pasted}.test.ts',
  ],
  collectCoverageFrom: ['src/{redact,parse,match,verdict}/**/*.ts'],
  coverageReporters: ['text', 'html'],
};
