package com.ecoeco.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void writesWhatItReads() {
    String text = "{\"a\":[1,-2.5,true,null,\"한글 \\\"\\n\"],\"b\":{},\"c\":[]}";
    assertEquals(text, Json.write(Json.parse(text)));
  }

  @Test
  void refusesWhatIsNotJson() {
    for (String text :
        new String[] {"", "{", "[1,]", "01", "tru", "\"a", "1 2", "{a:1}", "\"\\x\""}) {
      assertThrows(IllegalArgumentException.class, () -> Json.parse(text), text);
    }
    assertThrows(IllegalArgumentException.class, () -> Json.parse("[".repeat(1000)));
  }
}
