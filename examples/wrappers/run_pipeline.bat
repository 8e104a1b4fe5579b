@echo off
rem Runs the pipeline in a container whose names, folders and logs all come from one run of rundir.
rem Usage: run_pipeline.bat [flags of "rundir new"], for example: run_pipeline.bat --model qwen2-7b --dataset alpaca
setlocal EnableExtensions DisableDelayedExpansion

call rundir new %* --quiet >nul || exit /b 1

rem Every value is quoted by rundir for this file format, so that none of them can run a command.
set "RUNDIR_VARIABLES=%TEMP%\rundir-%RANDOM%-%RANDOM%.cmd"
call rundir env latest --format cmd > "%RUNDIR_VARIABLES%" || exit /b 1
call "%RUNDIR_VARIABLES%"
del "%RUNDIR_VARIABLES%"

echo run    %RUN_NAME%
echo folder %RUN_DIR%
echo logs   %RUN_LOG_DIR%

docker compose --project-name "%RUN_NAME%" up --abort-on-container-exit --exit-code-from pipeline
set "PIPELINE_STATUS=%ERRORLEVEL%"

if "%PIPELINE_STATUS%"=="0" (
  call rundir finish "%RUN_DIR%"
) else (
  call rundir finish "%RUN_DIR%" --status failed
)
exit /b %PIPELINE_STATUS%
