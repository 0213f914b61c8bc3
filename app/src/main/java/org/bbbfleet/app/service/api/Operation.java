package org.bbbfleet.app.service.api;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that the API does: where, for whom, what it takes and what it answers.
 *
 * @param id unique; names it in the documents and in metrics
 * @param path with its variable parts in braces: {@code /api/v1/incidents/{id}}
 * @param summary one sentence
 * @param access the least that the caller must have
 * @param takes all that comes in; nothing else is accepted
 * @param work what it does
 */
public record Operation(
    String id,
    Method method,
    String path,
    String summary,
    Access access,
    List<Field> takes,
    Work work) {
  /** Everything that the API has is below it. */
  public static final String ROOT = "/api/v1";

  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_]+)}");

  /** How it is called. */
  public enum Method {
    GET,
    POST
  }

  /** What an operation does when it is called. */
  public sealed interface Work {
    /**
     * Answers with JSON.
     *
     * @param type the record that the answer is
     * @param action runs on a worker thread, so it may block
     */
    record Answers<T extends Record>(Class<T> type, Action<T> action) implements Work {}

    /**
     * Answers with what it writes itself; runs on the event loop.
     *
     * @param contentType of the answer
     */
    record Streams(String contentType, Streaming streaming) implements Work {}

    /** Is served by something else and only documented here. */
    record Elsewhere(String bodyType) implements Work {}
  }

  /** From a checked request to the answer. */
  @FunctionalInterface
  public interface Action<T extends Record> {
    /**
     * Answers; may block.
     *
     * @throws org.bbbfleet.core.error.FleetException to be told to the caller
     */
    T answer(ApiContext service, ApiRequest request);
  }

  /** Writes the response itself; must not block. */
  @FunctionalInterface
  public interface Streaming {
    /** Answers. */
    void answer(ApiContext service, ApiRequest request, RoutingContext http);
  }

  /** The answer to a change, one sentence for people. */
  public record Said(String said) {}

  public Operation {
    takes = List.copyOf(takes);
    Set<String> inPath = new HashSet<>();
    Matcher variable = VARIABLE.matcher(path);
    while (variable.find()) {
      inPath.add(variable.group(1));
    }
    Set<String> declared = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Field field : takes) {
      if (field.in() == Field.In.PATH) {
        declared.add(field.name());
      }
      if (field.in() == Field.In.BODY && method == Method.GET) {
        throw new IllegalArgumentException(id + ": a GET takes no body");
      }
      if (!names.add(field.name())) {
        throw new IllegalArgumentException(id + " takes " + field.name() + " twice");
      }
    }
    if (!inPath.equals(declared) || !path.startsWith(ROOT + "/")) {
      throw new IllegalArgumentException(id + ": " + path + " does not fit its fields");
    }
  }

  /** The beginning of a declaration. */
  public static final class Draft {
    private final String id;
    private final Method method;
    private final String path;
    private final String summary;
    private final List<Field> takes = new ArrayList<>();
    private Access access;

    private Draft(String id, Method method, String path, String summary, Access access) {
      this.id = id;
      this.method = method;
      this.path = path;
      this.summary = summary;
      this.access = access;
    }

    /** The least that the caller must have. */
    public Draft needs(Access least) {
      this.access = least;
      return this;
    }

    /** What comes in. */
    public Draft takes(Field... fields) {
      takes.addAll(List.of(fields));
      return this;
    }

    /** Answers with a record. */
    public <T extends Record> Operation answers(Class<T> type, Action<T> action) {
      return done(new Work.Answers<>(type, action));
    }

    /** Answers with one sentence. */
    public Operation says(Action<Said> action) {
      return answers(Said.class, action);
    }

    /** Writes its answer itself. */
    public Operation streams(String contentType, Streaming streaming) {
      return done(new Work.Streams(contentType, streaming));
    }

    /** Is served by something else. */
    public Operation servedElsewhere(String bodyType) {
      return done(new Work.Elsewhere(bodyType));
    }

    private Operation done(Work work) {
      return new Operation(id, method, path, summary, access, takes, work);
    }
  }

  /**
   * Reads; needs a viewer.
   *
   * @param path below {@link #ROOT}
   */
  public static Draft read(String id, String path, String summary) {
    return new Draft(id, Method.GET, ROOT + path, summary, Access.VIEWER);
  }

  /**
   * Changes something; needs an operator.
   *
   * @param path below {@link #ROOT}
   */
  public static Draft change(String id, String path, String summary) {
    return new Draft(id, Method.POST, ROOT + path, summary, Access.OPERATOR);
  }
}
