{{- define "downbeat.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "downbeat.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "downbeat.selector" . }}
{{- end }}

{{- define "downbeat.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "downbeat.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end }}

{{- define "downbeat.serviceAccount" -}}
{{- default (ternary (include "downbeat.name" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end }}

{{- define "downbeat.url" -}}
http://{{ include "downbeat.name" . }}.{{ .Release.Namespace }}.svc:{{ .Values.service.port }}
{{- end }}

{{- define "downbeat.claim" -}}
{{- default (printf "%s-files" (include "downbeat.name" .)) .Values.storage.existingClaim -}}
{{- end }}

{{- define "downbeat.tokenEnv" -}}
- name: DOWNBEAT_WORKER_TOKEN
  valueFrom:
    secretKeyRef:
      name: {{ default (printf "%s-workers" (include "downbeat.name" .)) .Values.workerToken.existingSecret }}
      key: {{ .Values.workerToken.key }}
{{- end }}

{{- define "downbeat.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "downbeat.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "downbeat.dagMount" -}}
{{- if or .Values.dags.existingClaim .Values.dags.configMap }}
- name: dags
  mountPath: /dags
  readOnly: true
  {{- with .Values.dags.subPath }}
  subPath: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "downbeat.dagVolume" -}}
{{- if .Values.dags.existingClaim }}
- name: dags
  persistentVolumeClaim:
    claimName: {{ .Values.dags.existingClaim }}
    readOnly: true
{{- else if .Values.dags.configMap }}
- name: dags
  configMap:
    name: {{ .Values.dags.configMap }}
{{- end }}
{{- end }}

{{- define "downbeat.check" -}}
{{- if not (or .Values.database.existingSecret .Values.database.url) -}}
{{- fail "database: give existingSecret, the name of a secret with the URL of the PostgreSQL server, or url" -}}
{{- end -}}
{{- if and (gt (int .Values.servers.replicas) 1) .Values.storage.enabled (not .Values.storage.existingClaim) (ne .Values.storage.accessMode "ReadWriteMany") -}}
{{- fail (printf "storage.accessMode is %s, and servers.replicas is %d: several servers need ReadWriteMany" .Values.storage.accessMode (int .Values.servers.replicas)) -}}
{{- end -}}
{{- if and .Values.dags.existingClaim .Values.dags.configMap -}}
{{- fail "dags: give existingClaim or configMap, not both" -}}
{{- end -}}
{{- end }}
