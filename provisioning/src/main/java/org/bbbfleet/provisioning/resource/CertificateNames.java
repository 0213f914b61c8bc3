package org.bbbfleet.provisioning.resource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The DNS names and addresses that a certificate is for. */
final class CertificateNames {
  private static final Pattern DNS =
      Pattern.compile(
          "(?=.{1,253}$)(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)*"
              + "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:]{2,39}");
  private static final int SAN_DNS = 2;
  private static final int SAN_ADDRESS = 7;

  private CertificateNames() {}

  /** Refuses what is neither a DNS name nor an address. */
  static void check(String name) {
    if (!isAddress(name)) {
      Names.matching(DNS, name, "not a DNS name or an address: ");
    }
  }

  static boolean isAddress(String name) {
    return IPV4.matcher(name).matches() || IPV6.matcher(name).matches();
  }

  /** The names as they are compared. */
  static Set<String> canonical(List<String> names) {
    TreeSet<String> all = new TreeSet<>();
    names.forEach(name -> all.add(canonical(name)));
    return all;
  }

  // Java writes an IPv6 address without "::".
  private static String canonical(String name) {
    if (!IPV6.matcher(name).matches()) {
      return name;
    }
    try {
      return InetAddress.getByName(name).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + name, e);
    }
  }

  /** The names that stand in a certificate. */
  static Set<String> of(X509Certificate certificate) {
    TreeSet<String> all = new TreeSet<>();
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        int type = (Integer) name.get(0);
        if (type == SAN_DNS || type == SAN_ADDRESS) {
          all.add(canonical((String) name.get(1)));
        }
      }
    } catch (CertificateParsingException e) {
      all.add("unreadable names");
    }
    return all;
  }
}
