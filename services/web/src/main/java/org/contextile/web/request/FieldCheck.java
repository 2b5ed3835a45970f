// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.request;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.UnstorableText;
import org.contextile.web.problem.KnownNames;
import org.contextile.web.request.OperationFields.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses what an operation does not know, such as a misspelt filter, with which it would list
 * everything; what is given twice, of which it would take one; and text that cannot be stored.
 */
final class FieldCheck implements HandlerInterceptor {
  private final Map<HandlerMethod, OperationFields> operations = new ConcurrentHashMap<>();

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException, ServletException {
    if (handler instanceof HandlerMethod method
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      // Made for each request, but equal for the same operation.
      check(request, operations.computeIfAbsent(method, OperationFields::of));
    }
    return true;
  }

  private static void check(HttpServletRequest request, OperationFields operation)
      throws IOException, ServletException {
    // The container complains of a broken query here.
    Map<String, String[]> values = request.getParameterMap();
    Map<String, Integer> query = queried(request.getQueryString());
    Map<String, Field> none = Map.of();
    known(query, operation.form() ? none : operation.fields(), "parameter of the query");
    if (operation.form()) {
      known(parts(request), operation.fields(), "field of the form");
    }
    values.forEach((name, given) -> given(name, given, operation.fields().get(name)));
  }

  private static void known(Map<String, Integer> given, Map<String, Field> known, String what) {
    given.forEach(
        (name, times) -> {
          Field field = known.get(name);
          if (field == null) {
            throw refused(
                name,
                shown(name)
                    + " is no "
                    + what
                    + " here. "
                    + KnownNames.instead(name, known.keySet()));
          }
          if (times > 1 && !field.list()) {
            throw refused(name, name + " is given " + times + " times: give it once.");
          }
        });
  }

  private static void given(String name, String[] given, @Nullable Field field) {
    for (String value : given) {
      if (!UnstorableText.fits(value)) {
        throw refused(name, name + ": " + UnstorableText.DETAIL);
      }
      if (value.isEmpty() && field != null && !field.text()) {
        throw refused(name, name + " is empty: give it a value, or leave it out.");
      }
    }
  }

  private static Map<String, Integer> queried(@Nullable String query) {
    Map<String, Integer> names = new LinkedHashMap<>();
    if (query != null) {
      Arrays.stream(query.split("&"))
          .filter(pair -> !pair.isEmpty())
          .map(pair -> URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8))
          .forEach(name -> names.merge(name, 1, Integer::sum));
    }
    return names;
  }

  private static Map<String, Integer> parts(HttpServletRequest request)
      throws IOException, ServletException {
    Map<String, Integer> names = new LinkedHashMap<>();
    for (Part part : request.getParts()) {
      names.merge(part.getName(), 1, Integer::sum);
      String file = part.getSubmittedFileName();
      if (file != null && !UnstorableText.fits(file)) {
        throw refused(
            part.getName(), "The filename of " + part.getName() + ": " + UnstorableText.DETAIL);
      }
    }
    return names;
  }

  private static ProblemException refused(String name, String detail) {
    return new ProblemException(ProblemType.BAD_REQUEST.with(detail).at("/" + shown(name)));
  }

  private static String shown(String name) {
    String plain = name.replace("\0", "\\u0000");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "…";
  }
}
