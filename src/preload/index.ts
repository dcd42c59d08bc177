import { contextBridge, ipcRenderer } from 'electron';
import { bridgePortMessage, bridgeRequestChannel, type Bridge } from '../shared/bridge.ts';

// All that the page gets from outside its sandbox: one function that asks for a port, and the platform's name. What may be
// said over the port is the contract and nothing else.

const bridge: Bridge = {
  requestPort: () => ipcRenderer.send(bridgeRequestChannel),
  platform: process.platform,
};

ipcRenderer.on(bridgeRequestChannel, (event) => {
  window.postMessage({ kind: bridgePortMessage }, location.origin, [...event.ports]);
});

contextBridge.exposeInMainWorld('countersign', bridge);
