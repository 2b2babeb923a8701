import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.minuano/', 'test/tools/clients/'] },
  {
    files: [
      'src/**/*.ts',
      'test/**/*.ts',
      'deploy/**/*.ts',
      'bench/**/*.ts',
      'scripts/python/**/*.ts',
      'scripts/dagster/**/*.ts',
      'scripts/testing/**/*.ts',
    ],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'describe', 'it', 'suite'], package: 'node:test' },
          ],
        },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Typed-array loops index within bounds they have just checked; elsewhere `!` is avoided by habit.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
    },
  },
  {
    // The environment has one reader, so that a process's inputs can be seen in one place.
    files: ['src/**/*.ts'],
    ignores: ['src/config/environment.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Only src/config/environment.ts reads process.env.',
        },
      ],
    },
  },
)
