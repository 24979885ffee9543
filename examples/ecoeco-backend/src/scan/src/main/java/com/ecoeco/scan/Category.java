package com.ecoeco.scan;

import java.util.List;
import java.util.Locale;

/// What a thing is thrown away as, with the words that speak for it. Hazardous things come first:
/// where the words are as many, the safer way wins.
enum Category {
  BATTERY("건전지", List.of("battery", "건전지", "배터리")),
  LIGHTING("조명", List.of("bulb", "lamp", "fluorescent", "형광등", "전구")),
  MEDICINE("폐의약품", List.of("medicine", "pill", "약", "연고")),
  ELECTRONICS("전자제품", List.of("phone", "laptop", "cable", "휴대폰", "노트북", "충전기")),
  GLASS("유리", List.of("glass", "jar", "유리", "소주병", "맥주병")),
  METAL("캔·고철", List.of("can", "tin", "aluminium", "steel", "캔", "통조림", "고철")),
  PET("투명 페트병", List.of("pet bottle", "plastic bottle", "페트병", "생수병")),
  PLASTIC("플라스틱", List.of("plastic", "container", "cup lid", "플라스틱", "용기")),
  VINYL("비닐", List.of("plastic bag", "wrapper", "film", "비닐", "봉지", "에어캡")),
  STYROFOAM("스티로폼", List.of("styrofoam", "polystyrene", "스티로폼")),
  PAPER("종이", List.of("paper", "newspaper", "cardboard", "book", "종이", "상자", "신문")),
  CARTON("종이팩", List.of("carton", "milk carton", "우유팩", "종이팩")),
  FOOD("음식물", List.of("food", "fruit", "vegetable", "음식", "과일", "채소")),
  TEXTILE("의류", List.of("shirt", "clothes", "shoe", "옷", "신발", "의류")),
  GENERAL("일반쓰레기", List.of("tissue", "diaper", "휴지", "기저귀"));

  private final String korean;
  private final List<String> words;

  Category(String korean, List<String> words) {
    this.korean = korean;
    this.words = words;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String korean() {
    return korean;
  }

  List<String> words() {
    return words;
  }
}
