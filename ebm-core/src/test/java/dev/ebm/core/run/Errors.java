package dev.ebm.core.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.error.EbmException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Claims about failures. */
public final class Errors {

  private Errors() {}

  /** Fails with a problem of this code. */
  public static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      String code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOf(EbmException.class)
        .hasMessageStartingWith(code + " ");
  }
}
