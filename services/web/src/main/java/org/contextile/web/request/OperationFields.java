// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.request;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.method.HandlerMethod;

/**
 * What an operation takes by name, as the contract's generated interface says.
 *
 * @param form whether that comes as a form, else in the query
 * @param fields by name
 */
record OperationFields(boolean form, Map<String, Field> fields) {

  /**
   * A parameter of the query, or a field of the form.
   *
   * @param list whether it may be given several times
   * @param text whether an empty value is one
   */
  record Field(boolean list, boolean text) {}

  static OperationFields of(HandlerMethod method) {
    Map<String, Field> fields = new TreeMap<>();
    for (MethodParameter parameter : method.getMethodParameters()) {
      RequestParam named = parameter.getParameterAnnotation(RequestParam.class);
      RequestPart part = parameter.getParameterAnnotation(RequestPart.class);
      String own = parameter.getParameter().getName();
      Class<?> type = parameter.getParameterType();
      Field field =
          new Field(
              Collection.class.isAssignableFrom(type),
              CharSequence.class.isAssignableFrom(type) || part != null);
      if (named != null) {
        fields.put(named.value().isEmpty() ? own : named.value(), field);
      }
      if (part != null) {
        fields.put(part.value().isEmpty() ? own : part.value(), field);
      }
    }
    return new OperationFields(takesForm(method), fields);
  }

  private static boolean takesForm(HandlerMethod method) {
    RequestMapping mapping =
        AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), RequestMapping.class);
    return mapping != null
        && Arrays.asList(mapping.consumes()).contains(MediaType.MULTIPART_FORM_DATA_VALUE);
  }
}
