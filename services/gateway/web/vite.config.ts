// SPDX-License-Identifier: Apache-2.0
import react from "@vitejs/plugin-react";
import license from "rollup-plugin-license";
import { defineConfig } from "vite";

// A server to work against: CONTEXTILE_URL=… npm run dev
const server = process.env["CONTEXTILE_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  // Addresses behind the page's own, so that it works under any path of a proxy.
  base: "./",
  plugins: [
    react(),
    // What is in the bundle is listed with its licences beside it; one that is not free ends the build.
    license({
      thirdParty: {
        allow: {
          test: "(MIT OR Apache-2.0 OR ISC OR BSD-2-Clause OR BSD-3-Clause OR 0BSD)",
          failOnUnlicensed: true,
          failOnViolation: true,
        },
        output: { file: "target/app/licences.txt" },
      },
    }),
  ],
  build: { outDir: "target/app", emptyOutDir: true, target: "es2022" },
  server: { proxy: { "/v1": server } },
  preview: { proxy: { "/v1": server } },
});
