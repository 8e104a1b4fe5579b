@echo off
rem Runs the pipeline in a container whose names, folders and logs all come from one run of rundir.
rem Usage: run_pipeline.bat [flags of "rundir new"], for example: run_pipeline.bat --model qwen2-7b --dataset alpaca
rem Every value that is expanded below stands in quotes, so that none of them can be read as a command. "call" expands percent
rem signs a second time and doubles carets: only names, ids and random numbers go through it, never a path.
setlocal EnableExtensions DisableDelayedExpansion
set "RUNDIR_FILE=rundir-%RANDOM%-%RANDOM%"

call rundir new %* --quiet > "%TEMP%\%RUNDIR_FILE%.txt" || exit /b 1
set /p RUNDIR_CLAIMED=< "%TEMP%\%RUNDIR_FILE%.txt"
call rundir env "%RUNDIR_CLAIMED%" --format cmd > "%TEMP%\%RUNDIR_FILE%.cmd" || exit /b 1
pushd "%TEMP%" || exit /b 1
call ".\%RUNDIR_FILE%.cmd"
del "%RUNDIR_FILE%.txt" "%RUNDIR_FILE%.cmd"
popd

echo run    "%RUN_NAME%"
echo folder "%RUN_DIR%"
echo logs   "%RUN_LOG_DIR%"

docker compose --project-name "%RUN_NAME%" up --abort-on-container-exit --exit-code-from pipeline
set "PIPELINE_STATUS=%ERRORLEVEL%"

if "%PIPELINE_STATUS%"=="0" (
  call rundir finish "%RUN_ID%"
) else (
  call rundir finish "%RUN_ID%" --status failed
)
exit /b %PIPELINE_STATUS%
