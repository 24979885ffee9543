package com.ecoeco.info;

import java.util.List;
import java.util.Optional;

/// The disposal rules, in the order in which the app shows them.
final class Rules {
  /// @param steps what to do, in order
  /// @param notWith what looks the same but does not belong there
  record Rule(String category, String title, List<String> steps, List<String> notWith) {}

  private final List<Rule> rules =
      List.of(
          new Rule(
              "pet",
              "투명 페트병",
              List.of("내용물을 비우고 헹군다", "라벨을 뗀다", "찌그러뜨려 뚜껑을 닫는다"),
              List.of("유색 페트병", "기름이 묻은 병")),
          new Rule(
              "plastic",
              "플라스틱",
              List.of("비우고 헹군다", "다른 재질을 떼어 낸다"),
              List.of("칫솔", "장난감", "알약 포장재")),
          new Rule(
              "paper", "종이", List.of("테이프와 철심을 뗀다", "접어서 묶는다"), List.of("영수증", "코팅된 종이", "종이컵")),
          new Rule("carton", "종이팩", List.of("헹구고 펼쳐서 말린다", "일반 종이와 따로 내놓는다"), List.of("종이 상자")),
          new Rule(
              "glass",
              "유리병",
              List.of("뚜껑을 뺀다", "헹군다", "보증금이 있는 병은 가게에 돌려준다"),
              List.of("거울", "도자기", "내열 유리")),
          new Rule("metal", "캔", List.of("비우고 헹군다", "부탄가스는 구멍을 뚫는다"), List.of("페인트 통")),
          new Rule("battery", "건전지", List.of("전용 수거함에 넣는다"), List.of("부풀어 오른 배터리")),
          new Rule("medicine", "폐의약품", List.of("약국이나 보건소 수거함에 넣는다"), List.of("주삿바늘")),
          new Rule(
              "food", "음식물", List.of("물기를 뺀다", "전용 봉투나 통에 넣는다"), List.of("뼈", "조개껍데기", "달걀껍데기")));

  List<Rule> all() {
    return rules;
  }

  List<String> categories() {
    return rules.stream().map(Rule::category).toList();
  }

  Optional<Rule> find(String category) {
    return rules.stream().filter(rule -> rule.category().equals(category)).findFirst();
  }
}
