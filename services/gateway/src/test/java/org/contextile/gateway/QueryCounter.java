// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts the statements that go to the database, but for those of the thread that made it. */
final class QueryCounter implements BeanPostProcessor {
  private final Thread test = Thread.currentThread();
  private final AtomicLong queries = new AtomicLong();

  long count() {
    return queries.get();
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof DataSource source
        ? new DelegatingDataSource(source) {
          @Override
          public Connection getConnection() throws SQLException {
            return counted(Connection.class, super.getConnection());
          }
        }
        : bean;
  }

  private <T> T counted(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().startsWith("execute") && Thread.currentThread() != test) {
                queries.incrementAndGet();
              }
              try {
                Object result = method.invoke(target, arguments);
                return result instanceof Statement && target instanceof Connection
                    ? counted(returned(method), result)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @SuppressWarnings("unchecked")
  private static Class<Object> returned(Method method) {
    return (Class<Object>) method.getReturnType();
  }
}
