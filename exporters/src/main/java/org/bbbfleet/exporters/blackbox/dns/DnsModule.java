package org.bbbfleet.exporters.blackbox.dns;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.blackbox.options.Choice;
import org.bbbfleet.exporters.blackbox.options.Expressions;
import org.bbbfleet.exporters.blackbox.options.IpOptions;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The options of a dns module.
 *
 * @param rcodes the answers' codes that are a success
 * @param answer what the records of the answer must be
 */
record DnsModule(
    Name name,
    int type,
    int dclass,
    boolean recursion,
    boolean tcp,
    boolean overTls,
    TreeSet<Integer> rcodes,
    Rules answer,
    Rules authority,
    Rules additional,
    IpOptions ip,
    TlsOptions tls) {

  /** What the records of one part of an answer must be. */
  record Rules(
      List<Pattern> bad, List<Pattern> allBad, List<Pattern> good, List<Pattern> someGood) {

    static Rules read(Section options) {
      return new Rules(
          Expressions.list(options, "fail_if_matches_regexp"),
          Expressions.list(options, "fail_if_all_match_regexp"),
          Expressions.list(options, "fail_if_not_matches_regexp"),
          Expressions.list(options, "fail_if_none_matches_regexp"));
    }

    /** Why records are wrong, or nothing. */
    Optional<String> judge(String part, List<String> records) {
      if (records.isEmpty() && !(good.isEmpty() && someGood.isEmpty())) {
        return Optional.of("no records in the " + part);
      }
      for (String record : records) {
        for (Pattern pattern : bad) {
          if (pattern.matcher(record).find()) {
            return Optional.of("a record of the " + part + " matches " + pattern);
          }
        }
        for (Pattern pattern : good) {
          if (!pattern.matcher(record).find()) {
            return Optional.of("a record of the " + part + " does not match " + pattern);
          }
        }
      }
      if (!allBad.isEmpty() && records.stream().allMatch(r -> matchesAll(r, allBad))) {
        return Optional.of("every record of the " + part + " matches what it must not");
      }
      if (!someGood.isEmpty() && records.stream().noneMatch(r -> matchesAny(r, someGood))) {
        return Optional.of("no record of the " + part + " matches what one must");
      }
      return Optional.empty();
    }

    private static boolean matchesAll(String record, List<Pattern> patterns) {
      return patterns.stream().allMatch(p -> p.matcher(record).find());
    }

    private static boolean matchesAny(String record, List<Pattern> patterns) {
      return patterns.stream().anyMatch(p -> p.matcher(record).find());
    }
  }

  static DnsModule read(Section options) {
    String transport = Choice.of(options, "transport_protocol", List.of("udp", "tcp"));
    boolean overTls = options.flag("dns_over_tls", false);
    if (overTls && !transport.equals("tcp")) {
      options.problem("dns_over_tls", "needs transport_protocol: tcp");
    }
    TreeSet<Integer> rcodes = new TreeSet<>();
    for (String code : options.strings("valid_rcodes", List.of("NOERROR"))) {
      int value = Rcode.value(code);
      if (value < 0) {
        options.problem("valid_rcodes", "must hold codes such as NOERROR, not " + code);
      }
      rcodes.add(value);
    }
    return new DnsModule(
        name(options),
        known(options, "query_type", "ANY", Type.value(options.string("query_type", "ANY"))),
        known(options, "query_class", "IN", DClass.value(options.string("query_class", "IN"))),
        options.flag("recursion_desired", true),
        transport.equals("tcp"),
        overTls,
        rcodes,
        Rules.read(options.section("validate_answer_rrs")),
        Rules.read(options.section("validate_authority_rrs")),
        Rules.read(options.section("validate_additional_rrs")),
        IpOptions.readWithSource(options),
        TlsOptions.read(options.section("tls_config")));
  }

  private static int known(Section options, String key, String example, int value) {
    if (value < 0) {
      options.problem(key, "is not known; an example is " + example);
      return 1;
    }
    return value;
  }

  private static Name name(Section options) {
    String text = options.required("query_name", "Name what is asked for.");
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      options.problem("query_name", "is not a domain name");
      return Name.root;
    }
  }

  /** A query with a number of its own. */
  Message query() {
    Message query = Message.newQuery(Record.newRecord(name, type, dclass));
    if (!recursion) {
      query.getHeader().unsetFlag(org.xbill.DNS.Flags.RD);
    }
    return query;
  }
}
