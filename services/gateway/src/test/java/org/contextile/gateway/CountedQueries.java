// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.web.context.request.RequestContextHolder;

/** Counts the statements that requests send to the database; what runs beside them is left out. */
public final class CountedQueries implements BeanPostProcessor {
  private final AtomicInteger count = new AtomicInteger();

  /** Since the start. */
  public int count() {
    return count.get();
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof DataSource source ? new Counting(source) : bean;
  }

  private final class Counting extends DelegatingDataSource {
    Counting(DataSource source) {
      super(source);
    }

    @Override
    public Connection getConnection() throws SQLException {
      return counting(Connection.class, super.getConnection());
    }
  }

  private <T> T counting(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().startsWith("execute")
                  && RequestContextHolder.getRequestAttributes() != null) {
                count.incrementAndGet();
              }
              try {
                Object result = method.invoke(target, arguments);
                return switch (result) {
                  case PreparedStatement statement -> counting(PreparedStatement.class, statement);
                  case Statement statement -> counting(Statement.class, statement);
                  case null, default -> result;
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
