package org.bbbfleet.exporters.rtmp;

import java.util.List;

/** Pages as the RTMP module writes them. */
final class Pages {
  private Pages() {}

  /** What other servers answer at such an address. */
  static final List<String> OF_OTHERS =
      List.of(
          // nginx's own stub_status
          "Active connections: 291 \nserver accepts handled requests\n 16630948 16630948 31070465 \n"
              + "Reading: 6 Writing: 179 Waiting: 106 \n",
          // Apache's mod_status?auto
          "Total Accesses: 1\nTotal kBytes: 2\nBusyWorkers: 1\nIdleWorkers: 7\n",
          // HAProxy's statistics as a table and as a page
          "# pxname,svname,qcur,qmax,scur,smax,slim,stot\nstats,FRONTEND,,,1,1,2000,5,\n",
          "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\"><html><head><title>"
              + "Statistics Report for HAProxy</title></head></html>",
          // BigBlueButton's API, a page of metrics, SRS, Icecast
          "<response><returncode>SUCCESS</returncode><version>2.0</version></response>",
          "# HELP up Whether.\n# TYPE up gauge\nup 1\n",
          "{\"code\":0,\"server\":\"vid-0\",\"streams\":[]}",
          "<?xml version=\"1.0\"?><icestats><admin>a@example.org</admin></icestats>");

  static String page(int pid, int uptime, String applications) {
    return """
        <?xml version="1.0" encoding="utf-8" ?>
        <?xml-stylesheet type="text/xsl" href="stat.xsl" ?>
        <rtmp>
        <nginx_version>1.22.1</nginx_version><nginx_rtmp_version>1.1.4</nginx_rtmp_version>
        <compiler>gcc</compiler><built>Oct 26 2019 05:15:38</built><pid>%d</pid><uptime>%d</uptime>
        <naccepted>7</naccepted><bw_in>6937192</bw_in><bytes_in>93147169</bytes_in>
        <bw_out>1539632</bw_out><bytes_out>20761795</bytes_out>
        <server>%s</server>
        </rtmp>
        """
        .formatted(pid, uptime, applications);
  }

  /** A publisher, one viewer and one relay. */
  static String stream(long bytes, long timestamp) {
    return page(7, 122, application(bytes, timestamp, "<publishing/><active/>"));
  }

  static String application(long bytes, long timestamp, String publisher) {
    return """
        <application><name>live</name><live><stream><name>hello</name><time>118940</time>
        <bw_in>1541776</bw_in><bytes_in>%d</bytes_in><bw_out>1541776</bw_out>
        <bytes_out>20726270</bytes_out><bw_audio>100</bw_audio><bw_video>1541676</bw_video>
        <client><id>2</id><address>127.0.0.1</address><time>118370</time><dropped>1</dropped>
        <avsync>-118900</avsync><timestamp>118900</timestamp><active/></client>
        <client><id>3</id><address>192.0.2.9</address><time>118370</time><dropped>4</dropped>
        <avsync>0</avsync><timestamp>118900</timestamp><active/></client>
        <client><id>1</id><address>172.17.0.1</address><time>119150</time>
        <flashver>FMLE/3.0 (compatible; Lavf58.20</flashver><dropped>0</dropped>
        <avsync>-21</avsync><timestamp>%d</timestamp>%s</client>
        <meta><video><width>1280</width><height>720</height><frame_rate>30</frame_rate>
        <codec>H264</codec><profile>High</profile><compat>0</compat><level>3.1</level></video>
        <audio><codec>AAC</codec><profile>LC</profile><channels>2</channels>
        <sample_rate>44100</sample_rate></audio></meta>
        <nclients>3</nclients><publishing/><active/></stream><nclients>3</nclients></live>
        </application>
        """
        .formatted(bytes, timestamp, publisher);
  }
}
