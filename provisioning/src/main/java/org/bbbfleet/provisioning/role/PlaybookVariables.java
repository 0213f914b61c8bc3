package org.bbbfleet.provisioning.role;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The variables of the playbooks whose inventories load here, and Ansible's own: known, though
 * nothing of ours reads them.
 */
final class PlaybookVariables {
  private static final String FILE = "playbook-variables.txt";

  /**
   * Variables by which Ansible connects and becomes root.
   *
   * @see <a
   *     href="https://docs.ansible.com/ansible/latest/reference_appendices/special_variables.html">Ansible's
   *     list</a>
   */
  static final Set<String> ANSIBLE =
      Set.of(
          "ansible_become",
          "ansible_become_exe",
          "ansible_become_flags",
          "ansible_become_method",
          "ansible_become_pass",
          "ansible_become_password",
          "ansible_become_user",
          "ansible_connection",
          "ansible_group_priority",
          "ansible_host",
          "ansible_host_key_checking",
          "ansible_password",
          "ansible_pipelining",
          "ansible_port",
          "ansible_private_key_file",
          "ansible_python_interpreter",
          "ansible_remote_tmp",
          "ansible_scp_extra_args",
          "ansible_sftp_extra_args",
          "ansible_shell_executable",
          "ansible_shell_type",
          "ansible_ssh_args",
          "ansible_ssh_common_args",
          "ansible_ssh_executable",
          "ansible_ssh_extra_args",
          "ansible_ssh_host",
          "ansible_ssh_host_key_checking",
          "ansible_ssh_pass",
          "ansible_ssh_password",
          "ansible_ssh_pipelining",
          "ansible_ssh_port",
          "ansible_ssh_private_key_file",
          "ansible_ssh_retries",
          "ansible_ssh_transfer_method",
          "ansible_ssh_user",
          "ansible_sudo_pass",
          "ansible_timeout",
          "ansible_user",
          "ansible_winrm_transport");

  private static final Map<String, List<String>> ROLES = load();

  private PlaybookVariables() {}

  /** The playbooks' roles that read a variable; none when the playbooks don't know it. */
  static List<String> roles(String variable) {
    return ROLES.getOrDefault(variable, List.of());
  }

  /** All names. */
  static Set<String> names() {
    return ROLES.keySet();
  }

  private static Map<String, List<String>> load() {
    Map<String, List<String>> roles = new TreeMap<>();
    try (InputStream in = PlaybookVariables.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("no " + FILE);
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          String[] words = line.split(" ", 2);
          roles.put(words[0], List.of(words[1].split(",")));
        }
      }
      return roles;
    } catch (IOException e) {
      throw new IllegalStateException(FILE, e);
    }
  }
}
