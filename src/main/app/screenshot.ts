import { writeFile } from 'node:fs/promises';
import type { BrowserWindow, NativeImage } from 'electron';
import type { Timers } from '../../shared/clock.ts';

const betweenLooks = 250;
const mostLooks = 60;
const looksAlike = 4;

/** Writes what the window shows as PNG, once it has stopped changing for a second; at the latest after 15 s. */
export async function saveScreenshot(window: BrowserWindow, file: string, timers: Timers): Promise<void> {
  await writeFile(file, (await settledPicture(window, timers)).toPNG());
}

async function settledPicture(window: BrowserWindow, timers: Timers): Promise<NativeImage> {
  let picture = await window.webContents.capturePage();
  let alike = 0;
  for (let look = 1; look < mostLooks && alike < looksAlike; look += 1) {
    await pause(timers);
    const next = await window.webContents.capturePage();
    alike = !next.isEmpty() && next.toBitmap().equals(picture.toBitmap()) ? alike + 1 : 0;
    picture = next;
  }
  return picture;
}

function pause(timers: Timers): Promise<void> {
  return new Promise((resolve) => timers.after(betweenLooks, resolve));
}
