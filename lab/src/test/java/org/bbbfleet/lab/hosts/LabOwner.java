package org.bbbfleet.lab.hosts;

import java.util.concurrent.CountDownLatch;

/** A program that brings up a lab, for tests of what becomes of it when the program ends. */
final class LabOwner {
  static final String UP = "up: ";

  private LabOwner() {}

  @SuppressWarnings("MustBeClosedChecker")
  public static void main(String[] arguments) throws InterruptedException {
    Lab lab = Lab.up(LabSpec.of(new HostSpec("alone", Image.BOOKWORM)), System.out::println);
    if (arguments[0].equals("detach")) {
      lab.detach();
    }
    System.out.println(UP + lab.name());
    if (arguments[0].equals("stay")) {
      new CountDownLatch(1).await();
    }
  }
}
