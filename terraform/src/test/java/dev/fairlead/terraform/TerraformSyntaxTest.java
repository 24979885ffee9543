package dev.fairlead.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.model.Finding;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.process.Processes;
import dev.fairlead.terraform.config.TerraformSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerraformSyntaxTest {
  @TempDir Path directory;

  private TerraformSyntax syntax(TerraformSettings settings) {
    var machine =
        new Machine(
            directory,
            new Processes(Clock.systemUTC()),
            Map.of("PATH", System.getenv("PATH"), "HOME", directory.toString()),
            Clock.systemUTC());
    return new TerraformSyntax(settings, machine);
  }

  private TerraformSyntax syntax() {
    TerraformSyntax syntax = syntax(TerraformSettings.DEFAULT);
    assumeTrue(syntax.isAvailable(), "terraform is not installed: nothing is verified");
    return syntax;
  }

  @Test
  void brokenFilesAreFoundWithLineAndColumn() {
    var tree =
        MemoryTree.of(
            Map.of(
                "live/main.tf",
                "resource \"aws_instance\" \"x\" {\n  ami = \n}\n",
                "live/v.tf",
                "variable \"a\" {\n  defalt = 1\n}\n",
                "live/x.tfvars",
                "a = 1\nb = }\n"));
    assertThat(syntax().check(tree).stream().map(Finding::toString))
        .containsExactly(
            "live/main.tf:2:9: Invalid expression: Expected the start of an expression, but found"
                + " an invalid expression token. [terraform-syntax]",
            "live/v.tf:2:3: Unsupported argument: An argument named \"defalt\" is not expected"
                + " here. Did you mean \"default\"? [terraform-syntax]",
            "live/x.tfvars:2: Invalid expression: Expected the start of an expression, but found an"
                + " invalid expression token. [terraform-syntax]");
  }

  @Test
  void whatCannotBeKnownWithoutInitIsNoFinding() {
    var tree =
        MemoryTree.of(
            Map.of(
                "main.tf",
                """
                terraform {
                  required_version = ">= 1.0"
                  required_providers {
                    aws = { source = "hashicorp/aws", version = "~> 5.0" }
                  }
                  backend "s3" {
                    bucket = "states"
                  }
                }

                module "vpc" {
                  source = "./modules/vpc"
                  cidr   = file("cidr.txt")
                }

                resource "aws_instance" "x" {
                  ami = module.vpc.ami
                }
                """,
                "modules/vpc/main.tf",
                "variable \"cidr\" {}\noutput \"ami\" { value = file(\"../../x\") }\n"));
    assertThat(syntax().check(tree)).isEmpty();
  }

  @Test
  void withoutTerraformNothingIsCalledGood() {
    var settings =
        TerraformSettings.DEFAULT.withPrograms(
            TerraformSettings.Programs.DEFAULT.withTerraform("/nowhere/terraform"));
    List<Finding> findings =
        syntax(settings).check(MemoryTree.of(Map.of("main.tf", "locals {}\n")));
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().message()).startsWith("not checked: needs terraform");
  }
}
