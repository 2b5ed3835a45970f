// SPDX-License-Identifier: Apache-2.0
"use strict";

window.SwaggerUIBundle({
  url: "../openapi.yaml",
  dom_id: "#contract",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  // No outside validator is asked: nothing leaves this server.
  validatorUrl: null,
});
