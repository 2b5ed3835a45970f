// SPDX-License-Identifier: Apache-2.0
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// A server to work against: CONTEXTILE_URL=… npm run dev
const server = process.env["CONTEXTILE_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  // Addresses behind the page's own, so that it works under any path of a proxy.
  base: "./",
  plugins: [react()],
  build: { outDir: "target/app", emptyOutDir: true, target: "es2022" },
  server: { proxy: { "/v1": server } },
  preview: { proxy: { "/v1": server } },
});
