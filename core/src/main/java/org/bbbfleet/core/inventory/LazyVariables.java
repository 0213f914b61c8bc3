package org.bbbfleet.core.inventory;

import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** {@code hostvars['name']}: each variable is rendered when it is asked for. */
final class LazyVariables extends AbstractMap<String, Object> {
  private final Renderer renderer;
  private final String host;

  LazyVariables(Renderer renderer, String host) {
    this.renderer = renderer;
    this.host = host;
  }

  @Override
  public Object get(Object key) {
    return renderer.lookUp(host, String.valueOf(key));
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return renderer.names(host).size();
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    // The engine copies maps that it passes on: only asking for a value may render it.
    Set<Map.Entry<String, Object>> entries = new LinkedHashSet<>();
    renderer.names(host).forEach(name -> entries.add(new Lazy(this, name)));
    return entries;
  }

  private record Lazy(LazyVariables variables, String name) implements Map.Entry<String, Object> {
    @Override
    public String getKey() {
      return name;
    }

    @Override
    public Object getValue() {
      return variables.get(name);
    }

    @Override
    public Object setValue(Object value) {
      throw new UnsupportedOperationException("variables are read only");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Lazy lazy
          && lazy.name.equals(name)
          && lazy.variables.host.equals(variables.host);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return host.hashCode();
  }

  @Override
  public String toString() {
    return "variables of " + host;
  }
}
