// SPDX-License-Identifier: Apache-2.0
import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["target", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  { plugins: { "react-hooks": hooks }, rules: hooks.configs.recommended.rules },
  {
    files: ["*.js", "look/*.js", "bench/*.js"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        fetch: "readonly",
        performance: "readonly",
        window: "readonly",
        requestAnimationFrame: "readonly",
        PerformanceObserver: "readonly",
        setTimeout: "readonly",
        FormData: "readonly",
        document: "readonly",
      },
    },
  },
);
