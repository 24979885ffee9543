package dev.fairlead.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ThreeWayMergeTest {

  private static final ResourceType DEPLOYMENT =
      ResourceTypes.builtIn().byPlural("apps", "v1", "deployments").orElseThrow();

  private static ObjectNode read(String text) {
    return (ObjectNode) MemoryServer.read(text.replace('\'', '"'));
  }

  private static ObjectNode containers(String containers) {
    return read("{'spec':{'template':{'spec':{'containers':[" + containers + "]}}}}");
  }

  @Test
  void nothingToDoGivesAnEmptyPatch() {
    ObjectNode wanted = read("{'spec':{'replicas':2}}");
    ObjectNode live = read("{'spec':{'replicas':2,'paused':true},'status':{}}");
    assertThat(ThreeWayMerge.patch(DEPLOYMENT, wanted, wanted, live)).isEmpty();
    assertThat(ThreeWayMerge.merge(DEPLOYMENT, wanted, wanted, live)).isEqualTo(live);
  }

  @Test
  void removesWhatWasAppliedLastAndIsNotWantedAnyMore() {
    ObjectNode last = read("{'metadata':{'labels':{'a':'1','b':'2'}}}");
    ObjectNode wanted = read("{'metadata':{'labels':{'a':'1'}}}");
    ObjectNode live = read("{'metadata':{'labels':{'a':'1','b':'2','other':'x'}}}");
    assertThat(ThreeWayMerge.merge(DEPLOYMENT, last, wanted, live))
        .isEqualTo(read("{'metadata':{'labels':{'a':'1','other':'x'}}}"));
  }

  @Test
  void listItemsOfOthersStay() {
    ObjectNode last = containers("{'name':'a','image':'1'},{'name':'b','image':'1'}");
    ObjectNode wanted = containers("{'name':'a','image':'2'}");
    ObjectNode live =
        containers(
            "{'name':'a','image':'1','imagePullPolicy':'Always'},{'name':'b','image':'1'},{'name':'injected','image':'p'}");
    assertThat(ThreeWayMerge.merge(DEPLOYMENT, last, wanted, live))
        .isEqualTo(
            containers(
                "{'name':'a','image':'2','imagePullPolicy':'Always'},{'name':'injected','image':'p'}"));
    assertThat(ThreeWayMerge.patch(DEPLOYMENT, last, wanted, live))
        .isEqualTo(
            read(
                "{'spec':{'template':{'spec':{'$setElementOrder/containers':[{'name':'a'}],'containers':[{'name':'a','image':'2'},{'$patch':'delete','name':'b'}]}}}}"));
  }

  @Test
  void anotherStrategyReplacesTheDefaultedOne() {
    ObjectNode wanted = read("{'spec':{'strategy':{'type':'Recreate'}}}");
    ObjectNode live =
        read("{'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':'25%'}}}}");
    assertThat(ThreeWayMerge.merge(DEPLOYMENT, null, wanted, live))
        .isEqualTo(read("{'spec':{'strategy':{'type':'Recreate'}}}"));
  }

  @Test
  void customKindsMergeAsPlainJson() {
    ResourceType widget =
        ResourceTypes.ofDefinition(
                read(
                    "{'spec':{'group':'x.example','scope':'Namespaced','names':{'kind':'Widget','plural':'widgets'},'versions':[{'name':'v1','served':true,'schema':{'openAPIV3Schema':{'type':'object'}}}]}}"))
            .getFirst();
    ObjectNode last = read("{'spec':{'list':[1,2],'gone':1}}");
    ObjectNode wanted = read("{'spec':{'list':[1]}}");
    ObjectNode live = read("{'spec':{'list':[1,2],'gone':1,'other':2}}");
    assertThat(ThreeWayMerge.patch(widget, last, wanted, live))
        .isEqualTo(read("{'spec':{'list':[1],'gone':null}}"));
    assertThat(ThreeWayMerge.merge(widget, last, wanted, live))
        .isEqualTo(read("{'spec':{'list':[1],'other':2}}"));
  }
}
