package org.bbbfleet.app.service.api;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * One area of the service's API. Adding one is adding one file with {@code
 * AutoService(ApiPart.class)}: who may call, the checks of what comes in, JSON, errors, the OpenAPI
 * document and the metrics follow from the declared operations.
 */
public interface ApiPart {
  /** The area's name in the documents, one word or two. */
  String area();

  /** Its operations. Asked once, without a running service. */
  List<Operation> operations();

  /** All areas, by name. */
  static List<ApiPart> all() {
    return ServiceLoader.load(ApiPart.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(ApiPart::area))
        .toList();
  }
}
