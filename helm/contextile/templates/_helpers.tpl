{{- define "contextile.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Short enough that the longest suffix, "-finetune" or "-artifacts", still fits a DNS label. */}}
{{- define "contextile.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 44 | trimSuffix "-" }}
{{- else }}
{{- $name := include "contextile.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 44 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 44 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "contextile.selectorLabels" -}}
app.kubernetes.io/name: {{ include "contextile.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "contextile.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "contextile.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: contextile
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "contextile.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "contextile.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "contextile.artifactsClaim" -}}
{{- default (printf "%s-artifacts" (include "contextile.fullname" .)) .Values.artifacts.existingClaim }}
{{- end }}

{{/* The image of a Dockerfile target: dict "root" $ "target" "gateway". */}}
{{- define "contextile.image" -}}
{{- with .root.Values.image -}}
{{- if .registry }}{{ .registry }}/{{ end }}{{ .repository }}/{{ $.target }}:{{ default $.root.Chart.AppVersion .tag }}
{{- end }}
{{- end }}

{{/* The port of a service, the same as in its image. */}}
{{- define "contextile.port" -}}
{{- get (dict "gateway" 8080 "ingest" 8081 "features" 8082 "finetune" 8083 "mil" 8084) . }}
{{- end }}

{{- define "contextile.databaseCredentials" -}}
- name: SPRING_DATASOURCE_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ .Values.database.existingSecret }}
      key: {{ .Values.database.usernameKey }}
- name: SPRING_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.database.existingSecret }}
      key: {{ .Values.database.passwordKey }}
{{- end }}

{{- define "contextile.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
# A store of a million slides is not chowned at each start.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "contextile.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end }}
