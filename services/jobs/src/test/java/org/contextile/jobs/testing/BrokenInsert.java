// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.testing;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Breaks one transaction as if another had got in its way: the next that inserts into a table. */
public record BrokenInsert(JdbcClient jdbc, String table) implements AutoCloseable {

  public static BrokenInsert into(JdbcClient jdbc, String table) {
    jdbc.sql(
            """
            CREATE SEQUENCE %1$s_tries;
            CREATE FUNCTION break_first_%1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
              -- What a sequence gives is not rolled back.
              IF nextval('%1$s_tries') = 1 THEN
                RAISE EXCEPTION 'broken by a test' USING ERRCODE = 'serialization_failure';
              END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER break_first BEFORE INSERT ON %1$s FOR EACH ROW EXECUTE FUNCTION break_first_%1$s();
            """
                .formatted(table))
        .update();
    return new BrokenInsert(jdbc, table);
  }

  /** How many inserts were tried, the broken one included. */
  public long tries() {
    return jdbc.sql("SELECT last_value FROM %s_tries".formatted(table)).query(Long.class).single();
  }

  @Override
  public void close() {
    jdbc.sql(
            """
            DROP TRIGGER break_first ON %1$s;
            DROP FUNCTION break_first_%1$s;
            DROP SEQUENCE %1$s_tries;
            """
                .formatted(table))
        .update();
  }
}
