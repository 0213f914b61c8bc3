package org.bbbfleet.app.service.parts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.auto.service.AutoService;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.OpenApi;
import org.bbbfleet.app.service.api.Operation;

/** The API's description of itself, and of what is served beside its declared operations. */
@AutoService(ApiPart.class)
public final class DocumentPart implements ApiPart {
  @Override
  public String area() {
    return "description";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("openapi", "/openapi.json", "This document.")
            .needs(Access.ANYONE)
            .streams(
                "application/json",
                (service, request, http) ->
                    http.response()
                        .putHeader("Cache-Control", "no-cache")
                        .end(document(service.version()))),
        Operation.change(
                "alertmanager",
                "/alertmanager",
                "Takes Alertmanager's notifications (webhook, version 4). Has a token of its own.")
            .needs(Access.ANYONE)
            .servedElsewhere("application/json"));
  }

  private static Buffer document(String version) {
    try {
      return Buffer.buffer(
          JsonFormat.mapper().writeValueAsBytes(OpenApi.document(ApiPart.all(), version)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
