{{/*
공통 템플릿. 서비스 하나를 다루는 것은 (dict "root" $ "service" "auth") 를 받는다.
*/}}

{{/* The services that this release deploys, in a fixed order. */}}
{{- define "ecoeco.services" -}}
{{- $names := list -}}
{{- range $name := list "auth" "scan" "chat" "mypage" "location" "info" "character" -}}
{{- if (index $.Values.api $name).enabled -}}
{{- $names = append $names $name -}}
{{- end -}}
{{- end -}}
{{- join "," $names -}}
{{- end -}}

{{/* What a Deployment selects by: never changes over the life of a release. */}}
{{- define "ecoeco.selectorLabels" -}}
app.kubernetes.io/name: {{ .service }}
app.kubernetes.io/part-of: ecoeco-backend
{{- end -}}

{{- define "ecoeco.commonLabels" -}}
app.kubernetes.io/part-of: ecoeco-backend
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "ecoeco.labels" -}}
app.kubernetes.io/name: {{ .service }}
app.kubernetes.io/version: {{ include "ecoeco.tag" . | quote }}
app.kubernetes.io/component: api
{{ include "ecoeco.commonLabels" .root }}
{{- end -}}

{{/* Without the chart's version: a new chart must not restart pods that it does not change. */}}
{{- define "ecoeco.podLabels" -}}
{{ include "ecoeco.selectorLabels" . }}
app.kubernetes.io/version: {{ include "ecoeco.tag" . | quote }}
app.kubernetes.io/component: api
{{- end -}}

{{- define "ecoeco.tag" -}}
{{- $image := (index .root.Values.api .service).image -}}
{{- $image.tag | default .root.Chart.AppVersion -}}
{{- end -}}

{{- define "ecoeco.image" -}}
{{- $global := .root.Values.global.image -}}
{{- $image := (index .root.Values.api .service).image -}}
{{- $repository := $image.repository | default (printf "%s/%s" $global.owner .service) -}}
{{- printf "%s/%s:%s" $global.registry $repository (include "ecoeco.tag" .) -}}
{{- end -}}

{{- define "ecoeco.imagePullSecrets" -}}
{{- with .Values.global.image.pullSecrets -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Objects that a release has once are named after it: several releases share a namespace in development. */}}
{{- define "ecoeco.configMapName" -}}
{{- printf "%s-config" .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "ecoeco.secretName" -}}
{{- .Values.secrets.existingSecret | default (printf "%s-secrets" .Release.Name | trunc 63 | trimSuffix "-") -}}
{{- end -}}

{{- define "ecoeco.nodeSelector" -}}
{{- if .root.Values.scheduling.pinToNodes -}}
nodeSelector:
  node-role: {{ .service }}
{{- end }}
{{- end -}}

{{/* 컨테이너 환경: 자기 주소는 downward API 로 받는다. "dependencies" 의 상태는 /metrics 에 나온다. */}}
{{- define "ecoeco.env" -}}
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: HTTP_PORT
  value: "8000"
- name: DRAIN_SECONDS
  valueFrom:
    configMapKeyRef:
      name: {{ include "ecoeco.configMapName" .root }}
      key: drain-seconds
{{- range $name := .dependencies }}
- name: {{ upper $name }}_HOST
  valueFrom:
    configMapKeyRef:
      name: {{ include "ecoeco.configMapName" $.root }}
      key: {{ $name }}-host
- name: {{ upper $name }}_PORT
  valueFrom:
    configMapKeyRef:
      name: {{ include "ecoeco.configMapName" $.root }}
      key: {{ $name }}-port
{{- end }}
{{- end -}}

{{- define "ecoeco.probes" -}}
startupProbe:
  httpGet:
    path: /health
    port: http
  periodSeconds: 1
  failureThreshold: 60
readinessProbe:
  httpGet:
    path: /ready
    port: http
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
livenessProbe:
  httpGet:
    path: /health
    port: http
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 3
{{- end -}}

{{- define "ecoeco.resources" -}}
{{- $own := (index .root.Values.api .service).resources -}}
{{- toYaml ($own | default .root.Values.resources) -}}
{{- end -}}

{{- define "ecoeco.lifecycle" -}}
{{- with .Values.shutdown.preStopSeconds -}}
lifecycle:
  preStop:
    sleep:
      seconds: {{ . }}
{{- end }}
{{- end -}}

{{- define "ecoeco.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "ecoeco.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end -}}

{{/* Restarts the pods when the settings that they read change. */}}
{{- define "ecoeco.podAnnotations" -}}
checksum/config: {{ include (print .Template.BasePath "/configmap.yaml") . | sha256sum }}
prometheus.io/scrape: "true"
prometheus.io/port: "8000"
prometheus.io/path: /metrics
{{- end -}}

{{- define "ecoeco.podDisruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .service }}
  labels:
    {{- include "ecoeco.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "ecoeco.selectorLabels" . | nindent 6 }}
{{- end -}}
