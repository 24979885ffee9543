/// 모든 서비스가 함께 쓰는 작은 커널: 설정, 라우팅, HTTP 서버, JSON, 지표, 스모크 테스트.
///
/// Every service compiles these sources into its own jar, so that each can be built, tested and
/// released alone; there is no shared artifact to publish first. No framework, no dependency.
package com.ecoeco.common;
