package org.bbbfleet.core.shell;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;

/**
 * Java's keys of elliptic curves under the name by which sshj asks for them: {@code ECDSA}, which
 * only BouncyCastle has; Java's own name is {@code EC}.
 */
public final class EcdsaKeys extends KeyFactorySpi {
  private static final String NAME = "BBB-Fleet-ECDSA";

  private final KeyFactory keys;

  /** For Java's security, which makes one at each question. */
  public EcdsaKeys() throws NoSuchAlgorithmException {
    keys = KeyFactory.getInstance("EC");
  }

  private static final class Names extends Provider {
    private static final long serialVersionUID = 1L;

    Names() {
      super(NAME, "1", "Elliptic curves' keys under the name ECDSA");
      put("KeyFactory.ECDSA", EcdsaKeys.class.getName());
    }
  }

  /** Makes the name known, once. */
  static void register() {
    if (Security.getProvider(NAME) == null) {
      Security.addProvider(new Names());
    }
  }

  @Override
  protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
    return keys.generatePublic(spec);
  }

  @Override
  protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
    return keys.generatePrivate(spec);
  }

  @Override
  protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> spec)
      throws InvalidKeySpecException {
    return keys.getKeySpec(key, spec);
  }

  @Override
  protected Key engineTranslateKey(Key key) throws InvalidKeyException {
    return keys.translateKey(key);
  }
}
