// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.testing;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes transactions break as if others had got in their way. */
public final class BrokenInserts {

  private BrokenInserts() {}

  /** Lets the next insert into the table fail with a serialization failure, and only that one. */
  public static void next(JdbcClient jdbc, String table) {
    jdbc.sql(
            """
            CREATE SEQUENCE %1$s_tries;
            CREATE FUNCTION break_first_%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
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
  }

  /** How many inserts into the table were tried since, broken ones included; mends it. */
  public static long mend(JdbcClient jdbc, String table) {
    long tries =
        jdbc.sql("SELECT last_value FROM %s_tries".formatted(table)).query(Long.class).single();
    jdbc.sql(
            """
            DROP TRIGGER break_first ON %1$s;
            DROP FUNCTION break_first_%1$s;
            DROP SEQUENCE %1$s_tries;
            """
                .formatted(table))
        .update();
    return tries;
  }
}
