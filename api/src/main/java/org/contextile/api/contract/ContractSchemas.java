// SPDX-License-Identifier: Apache-2.0
package org.contextile.api.contract;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * What the schemas of the contract allow. Whatever they say is checked: types, bounds, lengths,
 * patterns, enumerations, formats, and what is required.
 */
public final class ContractSchemas {
  private static final String DOCUMENT = "urn:contextile:contract";

  private final SchemaRegistry registry;
  private final Map<String, Schema> known = new ConcurrentHashMap<>();

  public ContractSchemas(Contract contract) {
    Dialect dialect = Dialect.builder(Dialects.getOpenApi31()).formats(StrictFormats.ALL).build();
    registry =
        SchemaRegistry.withDialect(
            dialect,
            builder ->
                builder
                    .schemas(Map.of(DOCUMENT, contract.root().toString()))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .formatAssertionsEnabled(true)
                            .build()));
  }

  /** Everything that a schema has against a value, in the document's order; nothing if it fits. */
  public List<Fault> faults(String schemaPointer, JsonNode value) {
    return Fault.of(schema(schemaPointer).validate(value));
  }

  /** What to say first of all that a schema has against a value. */
  public Optional<Fault> fault(String schemaPointer, JsonNode value) {
    return Fault.first(schema(schemaPointer).validate(value));
  }

  private Schema schema(String pointer) {
    return known.computeIfAbsent(
        pointer, it -> registry.getSchema(SchemaLocation.of(DOCUMENT + "#" + it)));
  }
}
