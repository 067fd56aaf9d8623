package dev.ebm.core.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The framing of TensorFlow's record files, little-endian: length (8 bytes), masked CRC32C of the
 * length (4), the bytes, masked CRC32C of the bytes (4).
 */
final class TfRecord {

  /**
   * Added to a rotated checksum, so that a checksum over a record with its checksum stays sound.
   */
  private static final int MASK = 0xa282ead8;

  private static final int ROTATION = 15;

  private TfRecord() {}

  static ByteBuffer frame(byte[] bytes) {
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + bytes.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(bytes.length);
    record.putInt(maskedChecksum(record.array(), Long.BYTES));
    record.put(bytes);
    record.putInt(maskedChecksum(bytes, bytes.length));
    return record.flip();
  }

  private static int maskedChecksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return Integer.rotateRight((int) checksum.getValue(), ROTATION) + MASK;
  }
}
