package io.lakeproof;

import org.apache.spark.SparkConf;
import org.apache.spark.api.python.Py4JServer;

/**
 * The JVM's entry: opens the door that pyspark enters by, says on standard output which, and ends when its parent does.
 *
 * Spark's own entry does the same by way of a file that the parent must keep looking for.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Py4JServer server = new Py4JServer(new SparkConf());
    server.start();
    System.out.println(server.getListeningPort() + " " + server.secret());
    System.out.flush();
    // Nobody reads the pipe from here on; what a console sink prints goes to the log.
    System.setOut(System.err);
    while (System.in.read() != -1) {
      // The parent holds the other end open as long as it lives.
    }
    System.exit(0);
  }
}
