package org.bbbfleet.core.inventory;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One host of the inventory with everything that is known of it before it is contacted.
 *
 * @param name the name in the inventory
 * @param groups all groups it belongs to, parents included, {@code all} left out; sorted by
 *     precedence (weakest first)
 * @param variables its variables after Ansible's precedence and with Jinja2 values rendered
 */
public record Host(String name, List<String> groups, Map<String, Object> variables) {

  public Host {
    requireNonNull(name, "name is null");
    groups = List.copyOf(groups);
    variables = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(variables));
  }

  /** Where to connect: {@code ansible_host}, else the name. */
  public String address() {
    return string("ansible_host").orElse(name);
  }

  /** {@code ansible_port}, else 22. */
  public int port() {
    return string("ansible_port").map(Integer::parseInt).orElse(22);
  }

  /** {@code ansible_user}, else root. */
  public String user() {
    return string("ansible_user").orElse("root");
  }

  /** Whether {@code ansible_connection} is {@code local}: no SSH, this machine. */
  public boolean local() {
    return string("ansible_connection").map("local"::equals).orElse(false);
  }

  /** {@code ansible_ssh_private_key_file}, if set. */
  public Optional<String> privateKeyFile() {
    return string("ansible_ssh_private_key_file");
  }

  /** A variable as text, if it is set and not null. */
  public Optional<String> string(String variable) {
    return Optional.ofNullable(variables.get(variable)).map(Object::toString);
  }

  /** Whether the host is in the group, directly or through a child group. */
  public boolean in(String group) {
    return group.equals("all") || groups.contains(group);
  }
}
