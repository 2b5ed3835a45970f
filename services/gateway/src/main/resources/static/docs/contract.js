// SPDX-License-Identifier: Apache-2.0
"use strict";

// A browser's session, begun on the page, needs its CSRF token for what does more than read.
async function proven(request) {
  if (["GET", "HEAD"].includes(request.method ?? "GET") || request.headers?.Authorization) {
    return request;
  }
  const { csrfToken } = await fetch("../v1/me").then((answer) => answer.json());
  return csrfToken ? { ...request, headers: { ...request.headers, "X-CSRF-Token": csrfToken } } : request;
}

window.SwaggerUIBundle({
  url: "../openapi.yaml",
  dom_id: "#contract",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  // No outside validator is asked: nothing leaves this server.
  validatorUrl: null,
  requestInterceptor: proven,
});
