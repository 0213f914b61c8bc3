package org.bbbfleet.bench.freeswitch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An event socket with so many people in conferences, in the shape of what a real FreeSWITCH
 * 1.10.12 sends. One thread of its own, so that its cost can be told from the exporter's.
 */
final class CrowdedSwitch implements AutoCloseable {
  private final ServerSocket server;
  private final Thread thread;
  private final Map<String, byte[]> answers = new HashMap<>();

  CrowdedSwitch(int conferences, int members) throws IOException {
    answers.put("api status", frame(STATUS.formatted(conferences * members)));
    answers.put("api conference json_list compact", frame(conferences(conferences, members)));
    answers.put("api show channels as json", frame(channels(conferences, members)));
    answers.put("api show calls count", frame("\n" + conferences * members + " total.\n"));
    answers.put("api show registrations count", frame("\n0 total.\n"));
    answers.put("api uptime s", frame("12345\n"));
    answers.put("api fsctl pause_check inbound", frame("false"));
    answers.put("api fsctl shutdown_check", frame("false"));
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve, "crowded-switch");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** The thread that serves, whose time is not the exporter's. */
  long threadId() {
    return thread.getId();
  }

  /** How many bytes the answer to this command has. */
  int size(String command) {
    return answers.get(command).length;
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
          OutputStream out = socket.getOutputStream()) {
        out.write(ascii("Content-Type: auth/request\n\n"));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (!line.isEmpty()) {
            out.write(answer(line));
          }
        }
      } catch (IOException e) {
        // A client that goes away ends its conversation, and close() the server.
        continue;
      }
    }
  }

  private byte[] answer(String line) {
    if (!line.startsWith("api ")) {
      return ascii("Content-Type: command/reply\nReply-Text: +OK accepted\n\n");
    }
    if (line.startsWith("api uuid_set")) {
      return frame("+OK Success\n");
    }
    if (line.startsWith("api uuid_dump")) {
      return frame(DUMP);
    }
    return answers.getOrDefault(line, frame("-ERR no reply\n"));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static byte[] frame(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    byte[] head = ascii("Content-Type: api/response\nContent-Length: " + bytes.length + "\n\n");
    byte[] all = new byte[head.length + bytes.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String conferences(int conferences, int members) {
    StringBuilder text = new StringBuilder("[");
    for (int c = 0; c < conferences; c++) {
      text.append(c == 0 ? "" : ",").append(CONFERENCE.formatted(70_000 + c, members, c));
      for (int m = 0; m < members; m++) {
        text.append(m == 0 ? "" : ",").append(MEMBER.formatted(m, m % 3 != 0, m == 1, id(c, m)));
      }
      text.append("]}");
    }
    return text.append(']').toString();
  }

  private static String channels(int conferences, int members) {
    StringBuilder text =
        new StringBuilder("{\"row_count\":" + conferences * members + ",\"rows\":[");
    for (int c = 0; c < conferences; c++) {
      for (int m = 0; m < members; m++) {
        text.append(c + m == 0 ? "" : ",").append(CHANNEL.formatted(id(c, m), 70_000 + c, m));
      }
    }
    return text.append("]}").toString();
  }

  private static String id(int conference, int member) {
    return "%08x-3365-422b-84e7-%012x".formatted(conference, member);
  }

  private static final String STATUS =
      """
      UP 0 years, 0 days, 3 hours, 25 minutes, 45 seconds, 81 milliseconds, 777 microseconds
      FreeSWITCH (Version 1.10.12-release  64bit) is ready
      %1$d session(s) since startup
      %1$d session(s) - peak %1$d, last 5min %1$d\s
      0 session(s) per Sec out of max 500, peak 100, last 5min 10\s
      20000 session(s) max
      min idle cpu 0.00/30.40
      Current Stack Size/Max 240K/8192K
      """;

  private static final String CONFERENCE =
      "{\"conference_name\":\"%d\",\"member_count\":%d,\"ghost_count\":0,\"rate\":48000,"
          + "\"run_time\":%d,\"conference_uuid\":\"e8c459f4-48f4-4be3-aced-35eb48b00012\","
          + "\"canvas_count\":0,\"max_bw_in\":0,\"force_bw_in\":0,\"video_floor_packets\":0,"
          + "\"running\":true,\"answered\":true,\"enforce_min\":true,\"dynamic\":true,"
          + "\"exit_sound\":true,\"enter_sound\":true,\"recording\":false,\"variables\":{},"
          + "\"members\":[";

  private static final String MEMBER =
      "{\"type\":\"caller\",\"id\":%1$d,\"flags\":{\"can_hear\":true,\"can_see\":true,"
          + "\"can_speak\":%2$b,\"hold\":false,\"mute_detect\":false,\"talking\":%3$b,"
          + "\"has_video\":false,\"video_bridge\":false,\"has_floor\":%3$b,"
          + "\"is_moderator\":false,\"end_conference\":false,"
          + "\"mandatory_member_end_conference\":false,\"pass_digits\":false},\"uuid\":\"%4$s\","
          + "\"caller_id_name\":\"w_k3jd8f0s7a%1$d_1-bbbID-Anna Müller %1$d\","
          + "\"caller_id_number\":\"w_k3jd8f0s7a%1$d_1\",\"join_time\":600,\"last_talking\":2,"
          + "\"energy\":300,\"volume_in\":0,\"volume_out\":0,\"output-volume\":0,"
          + "\"input-volume\":0}";

  private static final String CHANNEL =
      "{\"uuid\":\"%1$s\",\"direction\":\"inbound\",\"created\":\"2026-11-22 14:48:58\","
          + "\"created_epoch\":\"1795358938\",\"name\":\"sofia/external/w_k3jd8f0s7a%3$d_1@127.0.0"
          + ".1\",\"state\":\"CS_EXECUTE\",\"cid_name\":\"w_k3jd8f0s7a%3$d_1-bbbID-Anna Müller"
          + " %3$d\",\"cid_num\":\"w_k3jd8f0s7a%3$d_1\",\"ip_addr\":\"127.0.0.1\",\"dest\":\"%2$d"
          + "\",\"application\":\"conference\",\"application_data\":\"%2$d@cdquality\","
          + "\"dialplan\":\"XML\",\"context\":\"default\",\"read_codec\":\"L16\","
          + "\"read_rate\":\"48000\",\"read_bit_rate\":\"768000\",\"write_codec\":\"opus\","
          + "\"write_rate\":\"48000\",\"write_bit_rate\":\"0\",\"secure\":\"\",\"hostname\":"
          + "\"bbb-fs\",\"presence_id\":\"\",\"presence_data\":\"from_bbb-webrtc-sfu\","
          + "\"accountcode\":\"\",\"callstate\":\"ACTIVE\",\"callee_name\":\"\",\"callee_num\":\"\""
          + ",\"callee_direction\":\"\",\"call_uuid\":\"\",\"sent_callee_name\":\"\","
          + "\"sent_callee_num\":\"\",\"initial_cid_name\":\"w_k3jd8f0s7a%3$d_1-bbbID-Anna Müller"
          + " %3$d\",\"initial_cid_num\":\"w_k3jd8f0s7a%3$d_1\",\"initial_ip_addr\":\"127.0.0.1\","
          + "\"initial_dest\":\"%2$d\",\"initial_dialplan\":\"XML\",\"initial_context\":\"public\"}";

  private static final String DUMP =
      "{\"Event-Name\":\"CHANNEL_DATA\",\"variable_rtp_audio_in_packet_count\":\"31096\","
          + "\"variable_rtp_audio_in_jitter_max_variance\":\"0.16\","
          + "\"variable_rtp_audio_in_jitter_loss_rate\":\"0.00\","
          + "\"variable_rtp_audio_in_mos\":\"4.50\",\"padding\":\""
          + "x".repeat(9000)
          + "\"}";
}
