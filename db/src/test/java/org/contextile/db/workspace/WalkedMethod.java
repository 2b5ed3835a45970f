// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.workspace;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.BaseStream;
import org.contextile.db.job.JobControl;
import org.hibernate.Hibernate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Slice;

/**
 * A method that reads or writes rows, with arguments that name those of one workspace.
 *
 * @param owner the interface or class whose method it is
 */
record WalkedMethod(Object bean, Class<?> owner, Method method, List<@Nullable Object> arguments) {

  String name() {
    return owner.getSimpleName() + "." + method.getName() + types();
  }

  private String types() {
    StringBuilder types = new StringBuilder("(");
    for (Class<?> type : method.getParameterTypes()) {
      types.append(types.length() > 1 ? ", " : "").append(type.getSimpleName());
    }
    return types.append(')').toString();
  }

  /** Whether it found something. */
  boolean finds() throws Throwable {
    try {
      return isFound(method.invoke(bean, arguments.toArray()));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static boolean isFound(@Nullable Object result) throws ReflectiveOperationException {
    return switch (result) {
      case null -> false;
      case Optional<?> some -> some.isPresent();
      case Slice<?> some -> some.hasContent();
      case Collection<?> some -> !some.isEmpty();
      case Map<?, ?> some -> !some.isEmpty();
      case BaseStream<?, ?> some -> some.iterator().hasNext();
      case Number some -> some.longValue() != 0;
      case Boolean some -> some;
      case JobControl some -> !(some instanceof JobControl.NotFound);
      case Record some when firstOf(some) instanceof Collection<?> rows -> !rows.isEmpty();
      default -> {
        Hibernate.initialize(result);
        yield true;
      }
    };
  }

  private static @Nullable Object firstOf(Record some) throws ReflectiveOperationException {
    return some.getClass().getRecordComponents()[0].getAccessor().invoke(some);
  }
}
